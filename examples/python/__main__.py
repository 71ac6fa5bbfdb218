import pulumi
from pulumi_api_tokens import thousandeyes

config = pulumi.Config()

ci = thousandeyes.ApiToken(
    "ci",
    bootstrap_token=config.require_secret("bootstrapToken"),
    rotation=thousandeyes.RotationArgs(
        before_expiry="60d",
        triggers={"release": config.get("release") or "1"},
    ),
)

account_group = thousandeyes.get_account_group_output(default=True, token=ci.token)

pulumi.export("token", ci.token)
pulumi.export("tokenFingerprint", ci.token_fingerprint)
pulumi.export("accountGroupId", account_group.aid)
