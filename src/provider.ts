/*
 * The names in this file are a file format. Every state file that holds a resource of this package refers to one of
 * them (see `src/pulumi/dynamic-resource.ts`), and a refresh or destroy years from now will ask for it: nothing here is
 * ever moved or renamed.
 */
import { AdoptedTokenProvider } from "./adopted-token/provider";
import { DynamicProvider } from "./pulumi/dynamic-provider";
import { PluginRun } from "./pulumi/plugin-run";
import { ProcessIssuer } from "./rotating-token/issuer";
import { OncePerToken } from "./rotating-token/once-per-token";
import { RotatingTokenProvider } from "./rotating-token/provider";
import { userAppTokenSystem } from "./systems/cutover/user-app-token-system";
import { apiTokenSystem } from "./systems/thousandeyes/api-token-system";
import { apiTokenSystem as versioTokenSystem } from "./systems/versio/api-token-system";

const run = new PluginRun(process.env, Date.now);
const issuer = new OncePerToken(new ProcessIssuer());

/** The provider of `thousandeyes.ApiToken`. Called by Pulumi's plugin process, not by programs. */
export const thousandeyesApiToken = new DynamicProvider(
    new RotatingTokenProvider(apiTokenSystem, issuer),
    run,
);

/** The provider of `versio.ApiToken`. */
export const versioApiToken = new DynamicProvider(new AdoptedTokenProvider(versioTokenSystem), run);

/** The provider of `cutover.UserAppToken`. */
export const cutoverUserAppToken = new DynamicProvider(new AdoptedTokenProvider(userAppTokenSystem), run);
