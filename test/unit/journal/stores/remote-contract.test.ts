import { describeJournalStore } from "../../../support/journal-store-contract";
import { RemoteStage } from "../../../support/remote-stage";

const stage = new RemoteStage();

// The service in memory tells ages by the clock that the contract measures with.
describeJournalStore("a service", () => stage.store(), { step: 1, lag: 0 });
