internal import SweepControl
internal import SweepModel
internal import SweepStore

/// Sentences and lists that name other people's sweeps, for a caller who may not know of them.
extension Handlers {
    private static let separators: Set<Character> = [" ", "'", ",", ";", ":", "(", ")"]

    /// The sentences without the names of sweeps that the caller may not see.
    func discreet(_ sentences: [String], for request: ControlRequest) async throws(Fault) -> [String] {
        let audience = audience(of: request)
        guard !audience.seesAll else { return sentences }
        let hidden = try await hidden(Set(sentences.flatMap { Self.words($0).map(Self.sweep) }), from: audience)
        return sentences.map { sentence in
            Self.words(sentence).map { hidden.contains(Self.sweep($0)) ? "another's" : $0 }.joined()
        }
    }

    /// The GPUs without the names of runs that the caller may not see.
    func discreet(_ gpus: [GPUObject], for request: ControlRequest) async throws(Fault) -> [GPUObject] {
        let audience = audience(of: request)
        guard !audience.seesAll else { return gpus }
        let hidden = try await hidden(Set(gpus.flatMap(\.leases).map { Self.sweep($0.run) }), from: audience)
        return gpus.map { gpu in
            var gpu = gpu
            for place in gpu.leases.indices where hidden.contains(Self.sweep(gpu.leases[place].run)) {
                gpu.leases[place].run = GPUObject.Lease.hidden
            }
            return gpu
        }
    }

    private func hidden(_ names: Set<String>, from audience: Audience) async throws(Fault) -> Set<String> {
        let unended = Set(scheduler.unended.map(\.text)).intersection(names)
        guard !unended.isEmpty else { return [] }
        return try await store.query { reader in
            var hidden: Set<String> = []
            for name in unended where try !reader.sees(SweepID(name), audience) { hidden.insert(name) }
            return hidden
        }
    }

    /// Pieces that make the sentence again, each a separator or a word.
    private static func words(_ sentence: String) -> [String] {
        var words: [String] = []
        var word = ""
        for character in sentence {
            guard separators.contains(character) else {
                word.append(character)
                continue
            }
            words += [word, String(character)]
            word = ""
        }
        return words + [word]
    }

    /// The sweep of a run, or what is itself one.
    private static func sweep(_ name: String) -> String { String(name.prefix { $0 != "/" }) }
}
