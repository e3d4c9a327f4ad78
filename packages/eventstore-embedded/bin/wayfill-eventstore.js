#!/usr/bin/env node
// npm links a command only to a file that is there when it installs; what is built comes later.
import '../dist/cli.js';
