import * as fc from "fast-check";

// A mutant is dead at the first failure: looking for the smallest one takes longer than all tests together.
fc.configureGlobal({ endOnFailure: true });
