import { randomBytes } from "node:crypto";
import { parseTime, SimulatorClock } from "./clock";
import { cutoverApi } from "./cutover/api";
import { cutoverControl } from "./cutover/control";
import { defaultRoleTypes, defaultUsers } from "./cutover/default-users";
import { Instance } from "./cutover/instance";
import { emptyState as emptyCutoverState } from "./cutover/state";
import { SimulatorError } from "./errors";
import type { SimulatorOptions } from "./options";
import { readStateFile, writeStateFile } from "./state-file";
import type { SimulatedSystem } from "./system";
import { Accounts } from "./thousandeyes/accounts";
import { thousandEyesApi } from "./thousandeyes/api";
import { thousandEyesControl } from "./thousandeyes/control";
import { defaultOrganisations } from "./thousandeyes/default-organisations";
import type { Organisation } from "./thousandeyes/organisations";
import { checkOrganisations, readOrganisationsFile } from "./thousandeyes/organisations";
import { emptyState } from "./thousandeyes/state";
import { uuidFrom } from "./uuid";
import { versioApi } from "./versio/api";
import { versioControl } from "./versio/control";
import { defaultEnvironments } from "./versio/default-environments";
import { Environments } from "./versio/environments";
import { emptyState as emptyVersioState } from "./versio/state";

/** A simulator as it was when its state was last kept. */
export interface Restored {
    clock: SimulatorClock;
    systems: readonly SimulatedSystem[];
    /** Keeps the state, when there is a file for it. */
    save: () => void;
}

/** Takes up the state that the options name, or begins with none, and keeps it once. */
export function restore(options: SimulatorOptions): Restored {
    const organisations = organisationsOf(options);
    const { stateFile } = options;
    const state = stateFile === undefined ? undefined : readStateFile(stateFile);
    const clock = new SimulatorClock(Date.now, state?.clock);
    clock.set(options.now === undefined ? undefined : parseTime(options.now), options.frozen);
    const random = options.random ?? randomBytes;
    const accounts = new Accounts(organisations, state?.thousandeyes ?? emptyState(), () =>
        uuidFrom(random(16)),
    );
    const environments = new Environments(defaultEnvironments, state?.versio ?? emptyVersioState(), random);
    const instance = new Instance(
        defaultRoleTypes,
        defaultUsers,
        state?.cutover ?? emptyCutoverState(),
        random,
    );
    const save = () => {
        if (stateFile !== undefined) {
            writeStateFile(stateFile, {
                version: 1,
                clock: clock.snapshot(),
                thousandeyes: accounts.snapshot(),
                versio: environments.snapshot(),
                cutover: instance.snapshot(),
            });
        }
    };
    save();
    const thousandEyes = { accounts, clock, save };
    const cutover = { instance, clock, save };
    const versio = { environments, clock, save };
    return {
        clock,
        systems: [
            { api: thousandEyesApi(thousandEyes), control: thousandEyesControl(thousandEyes) },
            { api: versioApi(versio), control: versioControl(versio) },
            { api: cutoverApi(cutover), control: cutoverControl(cutover) },
        ],
        save,
    };
}

function organisationsOf({ organisations, organisationsFile }: SimulatorOptions): Organisation[] {
    if (organisationsFile === undefined) {
        return checkOrganisations(organisations ?? defaultOrganisations);
    }
    if (organisations !== undefined) {
        throw new SimulatorError("Both organisations and organisationsFile are given. Give one of them.");
    }
    return readOrganisationsFile(organisationsFile);
}
