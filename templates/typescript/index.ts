import * as primeintellect from "pulumi-primeintellect";

const active = primeintellect.listSandboxesOutput({ isActive: true });

export const ids = active.ids;
export const regions = active.regions;
export const gpuCount = active.summary.gpuCount;
