export { SimulatorControl } from "./control/client";
export type { ClockView } from "./control/client";
export type { CutoverUserView, UserAppTokenView } from "./cutover/control";
export type { CutoverControl } from "./cutover/control-client";
export type { CreatedUserAppToken, UserChange as CutoverUserChange } from "./cutover/instance";
export type { CutoverSettings } from "./cutover/state";
export { SimulatorError } from "./errors";
export type { Fault, FaultEffect, FaultKind, FaultTarget } from "./faults";
export type { RequestRecord } from "./request-log";
export { startSimulator } from "./simulator";
export type { SimulatorOptions } from "./options";
export type { Simulator } from "./simulator";
export type { IssuedToken, UserChange } from "./thousandeyes/accounts";
export type { TokenView, UserView } from "./thousandeyes/control";
export type { OrganisationsInput } from "./thousandeyes/organisations";
export type {
    CreatedVersioToken,
    VersioEnvironmentView,
    VersioSettings,
    VersioTokenView,
} from "./versio/control";
export type { VersioControl } from "./versio/control-client";
export type { TokenChange as VersioTokenChange } from "./versio/environments";
