internal import SweepModel

/// Warnings of what is no fault, and yet was a mistake in many files.
struct Advice {
    private let builder: SpecificationBuilder

    init(_ builder: SpecificationBuilder) { self.builder = builder }

    private var log: FaultLog { builder.log }
    private var specification: Specification { builder.specification }

    func give() {
        adviseOnSeeds()
        adviseOnPartialPoint()
    }

    /// A cap on runs that cuts the last point's replicates leaves it with fewer than the others.
    private func adviseOnPartialPoint() {
        guard let cap = specification.runCap, let count = specification.replicates?.values.count, cap % count != 0,
            let element = builder.section["run_cap"]
        else { return }
        log.warning(
            element.place,
            "'run_cap' counts runs: \(cap) leave the last point with \(cap % count) of \(count) replicates",
            hint: "a multiple of \(count)")
    }

    private static let seedNames: Set<String> = [
        "seed", "seeds", "random_seed", "rng_seed", "random_state", "torch_seed", "numpy_seed", "np_seed",
        "global_seed",
        "manual_seed", "training_seed", "train_seed", "data_seed", "model_seed",
    ]

    /// The best of several seeds is the luckiest one.
    private func adviseOnSeeds() {
        guard specification.metric != nil else { return }
        for parameter in specification.parameters where Self.isSeed(parameter) {
            log.warning(
                builder.parameters.places[parameter.name] ?? .nowhere,
                "the sweep optimises over the seed \(quoted(parameter.name)): its best run is the luckiest one",
                hint: "use 'replicates', which judge the runs of all seeds together")
        }
    }

    private static func isSeed(_ parameter: ParameterDefinition) -> Bool {
        let last = parameter.name.split(separator: ".").last ?? ""
        guard seedNames.contains(last.lowercased().replacing("-", with: "_")) else { return false }
        switch parameter.distribution {
        case .constant: return false
        case .categorical(let values), .weighted(let values, _): return values.count > 1
        default: return true
        }
    }
}
