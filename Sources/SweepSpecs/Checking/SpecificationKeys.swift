/// The keys at the top of a specification.
enum SpecificationKeys {
    static let supported = [
        "name", "description", "method", "parameters", "points", "metric", "program", "command", "run_cap", "seed",
        "order", "nested", "wandb_strict", "zip", "constraints", "replicates", "early_terminate", "scheduler",
        "source", "python", "resources", "max_parallel", "priority", "retry", "max_failures", "time_limit",
        "stop_grace", "env", "metrics", "artifacts", "labels", "container", "gpu_idle", "secrets",
        "allow_secret_values", "hooks", "retention",
    ]
    /// W&B's, without effect here.
    static let ignored = ["project", "entity", "apiVersion", "kind", "controller", "settings"]
    /// In the contract or in W&B, and not built yet.
    static let later = [
        "job", "image_uri",
    ]
}
