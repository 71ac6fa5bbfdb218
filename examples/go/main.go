package main

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"
	"pulumi-api-tokens/sdk/go/apitokens/thousandeyes"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		settings := config.New(ctx, "")
		release := settings.Get("release")
		if release == "" {
			release = "1"
		}
		ci, err := thousandeyes.NewApiToken(ctx, "ci", &thousandeyes.ApiTokenArgs{
			BootstrapToken: settings.RequireSecret("bootstrapToken"),
			Rotation: &thousandeyes.RotationArgs{
				BeforeExpiry: pulumi.String("60d"),
				Triggers:     pulumi.StringMap{"release": pulumi.String(release)},
			},
		})
		if err != nil {
			return err
		}
		accountGroup := thousandeyes.GetAccountGroupOutput(ctx, thousandeyes.GetAccountGroupOutputArgs{
			Default: pulumi.Bool(true),
			Token:   ci.Token,
		})
		ctx.Export("token", ci.Token)
		ctx.Export("tokenFingerprint", ci.TokenFingerprint)
		ctx.Export("accountGroupId", accountGroup.Aid())
		return nil
	})
}
