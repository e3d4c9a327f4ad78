// Kept with the ports, which every layer may import; use cases find it here beside the runner.
export { formatPosition, parsePosition } from '../ports/position.js';
