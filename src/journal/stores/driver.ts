import { ApiTokenError } from "../../base/errors";

/** Loads an optional driver. Throws `ERR_INPUT` where it is not installed. */
export async function loadDriver<T>(name: string, load: () => Promise<T>): Promise<T> {
    try {
        return await load();
    } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code !== "ERR_MODULE_NOT_FOUND" && code !== "MODULE_NOT_FOUND") {
            throw error;
        }
        const problem = `the journal's address needs the driver ${name}: run \`npm install ${name}\` in the Pulumi project`;
        throw new ApiTokenError("ERR_INPUT", problem);
    }
}
