# What plain cargo compiles: every crate but those that only a browser runs. One selection everywhere, so that
# nothing is compiled again with other features.
NATIVE=(--workspace --exclude goodnet-web --exclude goodnet-web-files --exclude goodnet-js)
