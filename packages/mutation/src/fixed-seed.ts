import fc from "fast-check";

// Laws draw afresh in each run; a mutant that is noticed today should be noticed tomorrow. That it is noticed is
// enough: nobody reads the example, so none is made small. And most mutants that live for two seconds live on.
fc.configureGlobal({
  ...fc.readConfigureGlobal(),
  seed: 20_261_121,
  endOnFailure: true,
  interruptAfterTimeLimit: 2_000,
});
