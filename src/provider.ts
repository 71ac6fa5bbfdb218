/*
 * The names in this file are a file format. Every state file that holds a resource of this package refers to one of
 * them (see `src/pulumi/dynamic-resource.ts`), and a refresh or destroy years from now will ask for it: nothing here is
 * ever moved or renamed.
 */
import { DynamicProvider } from "./pulumi/dynamic-provider";
import { PluginRun } from "./pulumi/plugin-run";
import { hushRepeatedErrors } from "./pulumi/provider-error";
import * as resources from "./systems/token-resources";

hushRepeatedErrors(console);
const run = new PluginRun(process.env, Date.now);

/** The provider of `thousandeyes.ApiToken`. Called by Pulumi's plugin process, not by programs. */
export const thousandeyesApiToken = new DynamicProvider(resources.thousandeyesApiToken, run);

/** The provider of `versio.ApiToken`. */
export const versioApiToken = new DynamicProvider(resources.versioApiToken, run);

/** The provider of `cutover.UserAppToken`. */
export const cutoverUserAppToken = new DynamicProvider(resources.cutoverUserAppToken, run);
