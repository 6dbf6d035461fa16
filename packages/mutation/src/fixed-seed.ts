import fc from "fast-check";

// Laws draw afresh in each run; a mutant that is noticed today should be noticed tomorrow.
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: 20_261_121 });
