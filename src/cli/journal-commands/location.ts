import { parseAddress } from "../../journal/address";
import { journalLocation } from "../../journal/location";

/** Where a journal is: at the address that was given, else where a run without configuration finds it. */
export function locationFrom(address: string | undefined, option = "--journal"): string {
    if (address === undefined) {
        return journalLocation(process.env);
    }
    if (address !== "backend") {
        parseAddress(address, option);
    }
    return journalLocation({ ...process.env, PULUMI_API_TOKENS_JOURNAL: address });
}

/** For a command's help. */
export const JOURNAL_OPTION = `  --journal ADDRESS  where the journal is; default: PULUMI_API_TOKENS_JOURNAL, else the folder in Pulumi's own`;
