import { SharedTable } from "./shared-stores";
import { describeTwoRunners } from "./two-runners";

jest.setTimeout(180_000);

const store = new SharedTable();

describe(`runners that share nothing but the state and ${store.name}`, () => {
    describeTwoRunners(store, 1);
});
