import type { RotatingTokenSystem } from "../rotating-token/system";

/** The systems whose API lets a token issue its successor, by name: how the issuing process finds one. */
const ROTATING: Readonly<Record<string, () => Promise<RotatingTokenSystem>>> = {
    thousandeyes: async () => (await import("./thousandeyes/api-token-system.js")).apiTokenSystem,
};

export async function rotatingTokenSystem(name: string): Promise<RotatingTokenSystem> {
    const load = ROTATING[name];
    if (load === undefined) {
        throw new Error(`no rotating token system is called ${name}`);
    }
    return load();
}
