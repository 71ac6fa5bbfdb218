#!/usr/bin/env node
import { serve } from "./plugin/serve";

/*
 * The provider that programs in every language use: `pulumi-resource-api-tokens <address of the engine>`. The engine
 * starts it, reads the port from standard output, and calls it. Nothing else may be printed there.
 */
const address = process.argv.slice(2).find((argument) => !argument.startsWith("-"));

void serve(address, (port) => {
    process.stdout.write(`${port}\n`);
});
