# Sourced by what builds for the widget: the standard library rebuilt for size by the pinned compiler (a fifth of the bytes,
# docs/adr/0004-why-rebuild-the-standard-library.md). RUSTC_BOOTSTRAP lets the stable compiler do that.
export RUSTC_BOOTSTRAP=1
export CARGO_UNSTABLE_BUILD_STD=std,panic_abort
export CARGO_UNSTABLE_BUILD_STD_FEATURES=optimize_for_size
export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER="$USHER_ROOT/tools/wasm-linker.sh"
export RUSTFLAGS="-Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none -Zfmt-debug=none"
# A target folder of its own: the flags differ from everything else's, and would make each build undo the other's.
export CARGO_TARGET_DIR="$USHER_ROOT/target/widget"
