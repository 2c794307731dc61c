package sandboxes;

import com.pulumi.Pulumi;
import io.github.pulumiprimeintellect.primeintellect.PrimeintellectFunctions;
import io.github.pulumiprimeintellect.primeintellect.enums.SandboxStatus;
import io.github.pulumiprimeintellect.primeintellect.inputs.GetSandboxPlainArgs;
import io.github.pulumiprimeintellect.primeintellect.inputs.ListSandboxesArgs;

public class App {
    public static void main(String[] args) {
        Pulumi.run(ctx -> {
            var one = PrimeintellectFunctions.getSandboxPlain(GetSandboxPlainArgs.builder()
                .status(SandboxStatus.Running)
                .gpuModels(ctx.config().require("gpuModel"))
                .mostRecent(true)
                .build()).join();
            var running = PrimeintellectFunctions.listSandboxes(ListSandboxesArgs.builder()
                .status(SandboxStatus.Running)
                .labels(ctx.config().require("label"))
                .build());
            ctx.export("id", one.id());
            ctx.export("region", one.region());
            ctx.export("gpu", one.gpuDescription());
            ctx.export("runningIds", running.applyValue(found -> found.ids()));
            ctx.export("regions", running.applyValue(found -> found.regions()));
            ctx.export("gpuModels", running.applyValue(found -> found.summary().byGpuModel()));
            ctx.export("gpuCount", running.applyValue(found -> found.summary().gpuCount()));
        });
    }
}
