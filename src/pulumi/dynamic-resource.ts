import * as pulumi from "@pulumi/pulumi";

/**
 * The text that state files keep as `__provider`: where a resource's provider is found, instead of the provider's own
 * code. Upgrading the package therefore upgrades every resource in every state, and state stays small.
 *
 * It is a file format: states of every age refer to `pulumi-api-tokens/provider` and the names it exports.
 */
function pointerTo(exportName: string): string {
    return `exports.handler = () => require("pulumi-api-tokens/provider").${exportName};`;
}

/** A resource whose provider is the named export of `pulumi-api-tokens/provider`. */
export abstract class DynamicResource extends pulumi.CustomResource {
    /**
     * @param type module and type, such as `"thousandeyes:ApiToken"`
     * @param exportName of the provider in `pulumi-api-tokens/provider`
     * @param properties inputs, and every output as `undefined`
     * @param secretOutputs outputs that are secret although no input of their name is
     */
    protected constructor(
        type: string,
        exportName: string,
        name: string,
        properties: pulumi.Inputs,
        secretOutputs: string[],
        options?: pulumi.CustomResourceOptions,
    ) {
        super(
            `pulumi-nodejs:dynamic/${type}`,
            name,
            { ...properties, __provider: pointerTo(exportName) },
            pulumi.mergeOptions(options, { additionalSecretOutputs: secretOutputs }),
        );
    }
}
