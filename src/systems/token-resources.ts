import { AdoptedTokenProvider } from "../adopted-token/provider";
import { ProcessIssuer } from "../rotating-token/issuer";
import { OncePerToken } from "../rotating-token/once-per-token";
import { RotatingTokenProvider } from "../rotating-token/provider";
import { userAppTokenSystem } from "./cutover/user-app-token-system";
import { apiTokenSystem } from "./thousandeyes/api-token-system";
import { apiTokenSystem as versioTokenSystem } from "./versio/api-token-system";

const issuer = new OncePerToken(new ProcessIssuer());

/** The resources of all systems, for every host of providers. */
export const thousandeyesApiToken = new RotatingTokenProvider(apiTokenSystem, issuer);
export const versioApiToken = new AdoptedTokenProvider(versioTokenSystem);
export const cutoverUserAppToken = new AdoptedTokenProvider(userAppTokenSystem);
