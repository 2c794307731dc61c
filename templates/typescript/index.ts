import * as primeintellect from "pulumi-primeintellect";

const held = primeintellect.listSandboxesOutput({
    isActive: true,
    excludeStatuses: [primeintellect.SandboxStatus.Error, primeintellect.SandboxStatus.Timeout],
});

export const ids = held.ids;
export const regions = held.regions;
export const gpuCount = held.summary.gpuCount;
