/*
 * The names in this file are a file format. Every state file that holds a resource of this package refers to one of
 * them (see `src/pulumi/dynamic-resource.ts`), and a refresh or destroy years from now will ask for it: nothing here is
 * ever moved or renamed.
 */
import { AdoptedTokenProvider } from "./adopted-token/adopted-token-provider";
import { userAppTokenSystem } from "./cutover/user-app-token-system";
import { PluginContext } from "./plugin-context";
import { ApiTokenProvider } from "./thousandeyes/api-token-provider";
import { PluginApiTokenContext } from "./thousandeyes/plugin-api-token-context";
import { versioTokenSystem } from "./versio/api-token-system";

const plugin = new PluginContext(process.env, Date.now);

/** The provider of `thousandeyes.ApiToken`. Called by Pulumi's plugin process, not by programs. */
export const thousandeyesApiToken = new ApiTokenProvider(new PluginApiTokenContext(plugin));

/** The provider of `versio.ApiToken`. */
export const versioApiToken = new AdoptedTokenProvider(versioTokenSystem, plugin);

/** The provider of `cutover.UserAppToken`. */
export const cutoverUserAppToken = new AdoptedTokenProvider(userAppTokenSystem, plugin);
