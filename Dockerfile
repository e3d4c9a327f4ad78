ARG NODE_IMAGE=node:24.11.1-bookworm-slim

# Everything, to compile.
FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc .swcrc ./
COPY packages packages
RUN npm ci --no-audit --no-fund
COPY src src
COPY scripts scripts
RUN npm run build

# Only what runs.
FROM ${NODE_IMAGE} AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY packages packages
RUN npm ci --omit=dev --no-audit --no-fund

FROM ${NODE_IMAGE}
ENV NODE_ENV=production \
    WAYFILL_HOST=0.0.0.0 \
    WAYFILL_PORT=8080 \
    WAYFILL_DATA_DIR=/var/lib/wayfill
WORKDIR /app
COPY --from=dependencies /app/node_modules node_modules
COPY --from=build /app/packages packages
COPY --from=build /app/dist dist
COPY package.json LICENSE ./
COPY scripts/healthcheck.mjs scripts/healthcheck.mjs
RUN mkdir -p /var/lib/wayfill && chown node:node /var/lib/wayfill
USER node
VOLUME /var/lib/wayfill
EXPOSE 8080
HEALTHCHECK --interval=5s --timeout=5s --start-period=20s --retries=12 CMD ["node", "scripts/healthcheck.mjs"]
CMD ["node", "--enable-source-maps", "--max-semi-space-size=64", "dist/src/main.js"]
