/// W&B's names of distributions.
enum DistributionKind: String, CaseIterable, Sendable {
    case constant
    case categorical
    case weighted = "categorical_w_probabilities"
    case intUniform = "int_uniform"
    case uniform
    case qUniform = "q_uniform"
    case logUniformValues = "log_uniform_values"
    case qLogUniformValues = "q_log_uniform_values"
    case invLogUniformValues = "inv_log_uniform_values"
    case logUniform = "log_uniform"
    case qLogUniform = "q_log_uniform"
    case invLogUniform = "inv_log_uniform"
    case normal
    case qNormal = "q_normal"
    case logNormal = "log_normal"
    case qLogNormal = "q_log_normal"
    case beta
    case qBeta = "q_beta"

    /// What a definition of this kind must say.
    var needed: [String] {
        switch self {
        case .constant: ["value"]
        case .categorical: ["values"]
        case .weighted: ["values", "probabilities"]
        case .intUniform, .uniform, .qUniform, .logUniformValues, .qLogUniformValues, .invLogUniformValues,
            .logUniform, .qLogUniform, .invLogUniform:
            ["min", "max"]
        case .normal, .qNormal, .logNormal, .qLogNormal, .beta, .qBeta: []
        }
    }

    /// What it may say beside that; each of these has a default.
    var optional: [String] {
        switch self {
        case .constant, .categorical, .weighted, .intUniform, .uniform, .logUniformValues, .invLogUniformValues,
            .logUniform, .invLogUniform:
            []
        case .qUniform, .qLogUniformValues, .qLogUniform: ["q"]
        case .normal, .logNormal: ["mu", "sigma"]
        case .qNormal, .qLogNormal: ["mu", "sigma", "q"]
        case .beta: ["a", "b"]
        case .qBeta: ["a", "b", "q"]
        }
    }

    /// Whether the bounds are exponents of e, as in W&B's deprecated ones.
    var hasExponents: Bool { self == .logUniform || self == .qLogUniform || self == .invLogUniform }
}
