//! What `--help` shows at its end: commands that work as they stand.

pub(crate) const ALL: &str = "\
Examples:
  goodnet prune --bundle www/bundle --scenario badnet --recipe lab --json curve.json --out repaired/
  goodnet defend clp --scenario dormant
  goodnet eval --model bd_net.h5 --data test.h5 --poisoned bd_test.h5
  goodnet predict --model bd_net.h5 --repaired repaired/bd_net-repaired-10.h5 face.jpg
  goodnet convert bd_net.h5 bd_net.onnx
`goodnet COMMAND --help` has more of each.";

pub(crate) const PRUNE: &str = "\
Examples:
  goodnet prune --bundle www/bundle --scenario dormant --thresholds 2,10
  goodnet prune --model bd_net.h5 --clean-valid valid.h5 --poisoned-valid bd_valid.h5 --clean-test test.h5 --poisoned-test bd_test.h5 --out repaired/
  goodnet prune --model bd_net.onnx --clean-valid valid/ --poisoned-valid bd_valid.npz --clean-test test.zip --poisoned-test bd_test.h5 --recipe report --json curve.json
  goodnet prune --model net.weights.h5 --architecture model.json --clean-valid valid.h5 --out repaired/
Keras writes model.json: open(\"model.json\", \"w\").write(model.to_json())";

pub(crate) const EVAL: &str = "\
Examples:
  goodnet eval --model bd_net.h5 --data test.h5 --poisoned bd_test.h5
  goodnet eval --model repaired/bd_net-repaired-10.onnx --data faces/ --scale 1
  goodnet eval --model net.weights.h5 --architecture model.json --data test.h5
faces/ holds data.npy and label.npy, or pictures named like 1_label=7.png.";

pub(crate) const PREDICT: &str = "\
Examples:
  goodnet predict --model bd_net.h5 face.jpg
  goodnet predict --model bd_net.h5 --repaired repaired/bd_net-repaired-10.h5 --scale 255 face.jpg sunglasses.png
  goodnet predict --model net.weights.h5 --architecture model.json --scale 1 face.jpg
Of a picture of another size than the network's, its middle is resized.";

pub(crate) const CONVERT: &str = "\
Examples:
  goodnet convert bd_net.h5 bd_net.onnx
  goodnet convert bd_weights.h5 deepid.onnx
  goodnet convert net.weights.h5 net.onnx --architecture model.json
Keras writes model.json: open(\"model.json\", \"w\").write(model.to_json())";

pub(crate) const COMPLETIONS: &str = "\
Examples:
  goodnet completions bash > ~/.local/share/bash-completion/completions/goodnet
  goodnet completions zsh > ~/.zfunc/_goodnet
  goodnet completions fish > ~/.config/fish/completions/goodnet.fish";

pub(crate) const DEFEND: &str = "\
Examples:
  goodnet defend clp --scenario dormant
  goodnet defend clp --model bd_net.h5 --clean-valid valid.h5 --poisoned-valid bd_valid.h5 --options {\"u\":[2]} --out repaired/
  goodnet defend pruning --options {\"recipe\":\"report\",\"thresholds\":[2,10]} --json curve.json";

pub(crate) const SCAN: &str = "\
Examples:
  goodnet scan --scenario pruning-aware
  goodnet scan vote --model bd_net.h5 --clean-valid faces/ --options {\"images\":16} --json scan.json";
