/*
 * The names in this file are a file format. Every state file that holds a resource of this package refers to one of
 * them (see `src/pulumi/dynamic-resource.ts`), and a refresh or destroy years from now will ask for it: nothing here is
 * ever moved or renamed.
 */
import { PluginContext } from "./plugin-context";
import { ApiTokenProvider } from "./thousandeyes/api-token-provider";
import { PluginApiTokenContext } from "./thousandeyes/plugin-api-token-context";

const plugin = new PluginContext(process.env, Date.now);

/** The provider of `thousandeyes.ApiToken`. Called by Pulumi's plugin process, not by programs. */
export const thousandeyesApiToken = new ApiTokenProvider(new PluginApiTokenContext(plugin));
