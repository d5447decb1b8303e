/// The variables whose values a manifest may hold: sweepd's own, and those that change what a program computes.
enum PlainVariables {
    private static let prefixes = ["PARAM_", "SWEEP_"]
    private static let names: Set<String> = [
        "OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MASTER_PORT", "CUDA_VISIBLE_DEVICES",
        "CUDA_DEVICE_ORDER", "ROCR_VISIBLE_DEVICES", "CUBLAS_WORKSPACE_CONFIG", "NVIDIA_TF32_OVERRIDE", "XLA_FLAGS",
        "PYTHONHASHSEED", "PYTHONPATH", "VIRTUAL_ENV", "CONDA_PREFIX", "LANG", "LC_ALL", "TZ", "WANDB_MODE",
    ]
    /// `SWEEP_PARAMS` repeats what `parameters` holds.
    static func contain(_ name: String) -> Bool {
        name != "SWEEP_PARAMS" && (names.contains(name) || prefixes.contains { name.hasPrefix($0) })
    }
}
