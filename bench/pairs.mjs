import { client } from "./pairs/client.mjs";
import { importing } from "./pairs/import.mjs";
import { journal } from "./pairs/journal.mjs";
import { lookUps } from "./pairs/look-ups.mjs";
import { provider } from "./pairs/provider.mjs";
import { rotate } from "./pairs/rotate.mjs";
import { start } from "./pairs/start.mjs";
import { status } from "./pairs/status.mjs";
import { up } from "./pairs/up.mjs";

/**
 * All of them, in the order in which they run.
 * @type {import("./bench.mjs").Pair[]}
 */
export const pairs = [up, importing, client, rotate, lookUps, start, journal, status, provider];
