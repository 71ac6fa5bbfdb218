import { SimulatorControl, startSimulator } from "api-token-simulator";
import { transportFor } from "../../src/http/transport";
import { ThousandEyesClient } from "../../src/systems/thousandeyes/client";
import { failureOf } from "../support/failure-of";
import { PATIENT } from "./fault-case";

test("requests that wait for their turn are not sent once their token was rejected", async () => {
    const simulator = await startSimulator();
    try {
        const memory = { recall: () => undefined, remember: () => undefined, forget: () => undefined };
        const transport = transportFor(simulator.apiUrl, {
            options: PATIENT,
            memory,
            announce: () => undefined,
        });
        const client = new ThousandEyesClient(simulator.apiUrl, transport);
        const calls = Array.from({ length: 10 }, () => failureOf(client.currentUser("no-such-token")));
        const errors = await Promise.all(calls);
        expect(new Set(errors).size).toBe(1);
        expect(errors[0]?.code).toBe("ERR_TOKEN_REJECTED");
        expect(await new SimulatorControl(simulator.controlUrl).requests()).toHaveLength(1);
    } finally {
        await simulator.stop();
    }
});
