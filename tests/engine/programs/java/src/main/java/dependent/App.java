package dependent;

import com.pulumi.Pulumi;
import com.pulumi.core.Output;
import com.pulumi.core.annotations.Export;
import com.pulumi.core.annotations.Import;
import com.pulumi.deployment.InvokeOutputOptions;
import com.pulumi.resources.CustomResource;
import com.pulumi.resources.CustomResourceOptions;
import com.pulumi.resources.ResourceArgs;
import io.github.pulumiprimeintellect.primeintellect.PrimeintellectFunctions;
import io.github.pulumiprimeintellect.primeintellect.inputs.GetSandboxArgs;
import io.github.pulumiprimeintellect.primeintellect.inputs.ListSandboxesArgs;

/** An argument from a resource's output, and a lookup that waits for a resource. */
public class App {
    public static void main(String[] args) {
        Pulumi.run(ctx -> {
            var chosen = new Stash("chosen", "sbx-000001");
            var one = PrimeintellectFunctions.getSandbox(
                GetSandboxArgs.builder().sandboxId(chosen.output).build());
            var first = PrimeintellectFunctions.listSandboxes(
                ListSandboxesArgs.builder().limit(1).build(),
                new InvokeOutputOptions.Builder().dependsOn(chosen).build());
            ctx.export("region", one.applyValue(found -> found.region()));
            ctx.export("firstIds", first.applyValue(found -> found.ids()));
        });
    }
}

/** The engine's own resource, which Pulumi's SDK for Java does not have. */
class Stash extends CustomResource {
    @Export(name = "output", refs = {String.class}, tree = "[0]")
    Output<String> output;

    Stash(String name, String input) {
        super("pulumi:index:Stash", name, new Args(input), CustomResourceOptions.Empty);
    }

    static class Args extends ResourceArgs {
        @Import(name = "input", required = true)
        Output<String> input;

        Args(String input) {
            this.input = Output.of(input);
        }
    }
}
