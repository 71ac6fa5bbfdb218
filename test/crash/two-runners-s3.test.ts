import { SharedBucket } from "./shared-stores";
import { describeTwoRunners } from "./two-runners";

jest.setTimeout(180_000);

const store = new SharedBucket();

describe(`runners that share nothing but the state and ${store.name}`, () => {
    describeTwoRunners(store, 0);
});
