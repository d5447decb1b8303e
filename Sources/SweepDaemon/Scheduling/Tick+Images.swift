internal import SweepModel
internal import SweepStore

/// How sweeps come to their images.
extension Tick {
    /// Lets a new sweep wait for what was not here at submission.
    func awaitImages(of record: SweepRecord) throws(Fault) {
        guard let container = record.specification.container else { return }
        let missing = record.context.missingImages(of: container)
        guard !missing.isEmpty else { return }
        try store.awaitImages(missing, of: container.engine ?? "podman", for: record.id)
        try standInLine(record.id)
        let names = missing.map { "'\($0)'" }.joined(separator: " and ")
        try self.record("image", sweep: record.id, detail: "\(names) must be fetched first")
        try orderImages(for: record.id, record.machine)
    }

    /// Makes the schedule agree with what the sweep waits for.
    private func standInLine(_ sweep: SweepID) throws(Fault) {
        guard var entry = state.entries[sweep] else { return }
        entry.awaitsImage = try store.awaitsImage(sweep)
        state.set(entry)
    }

    /// Orders what a sweep waits for, or lets go of it, as its state asks.
    func orderImages(for sweep: SweepID, _ machine: SweepMachine) throws(Fault) {
        guard try store.awaitsImage(sweep) else { return }
        let wants = !machine.state.isTerminal && machine.reason != .image
        state.images.set(sweep, awaits: wants ? try store.imageWaits(of: sweep) : [], now: now)
        if wants, machine.state == .running { try queueFirstRuns(of: sweep) }
    }

    /// What an agent says of an image that it was told to have.
    func take(_ order: ImageOrder, _ answer: ImageAnswer) throws(Fault) {
        let (actions, sweeps) = state.images.handle(.answered(answer), of: order, now: now)
        for sweep in sweeps.sorted(by: { $0.text < $1.text }) {
            for action in actions { try carryOut(action, order, for: sweep) }
            if actions.isEmpty, let why = state.images.lastError(of: order) {
                try record("image", sweep: sweep, detail: "cannot be fetched yet, trying again: \(why)")
            }
        }
    }

    private func carryOut(_ action: ImageFetch.Action, _ order: ImageOrder, for sweep: SweepID) throws(Fault) {
        switch action {
        case .fetch, .abandon: break
        case .pin(let image): try pin(image, order, for: sweep)
        case .giveUp(let words): try refuse(words, for: sweep)
        }
    }

    private func pin(_ image: ImageRecord, _ order: ImageOrder, for sweep: SweepID) throws(Fault) {
        guard let container = try plan(of: sweep).specification.container else { return }
        let isForAMD = container.image != order.image
        if isForAMD, let refusal = image.refusal(onCardOf: .amd) { return try refuse(refusal.message, for: sweep) }
        var image = image
        image.name = order.image
        try store.pin(image, as: order.image, isForAMD: isForAMD, for: sweep)
        state.plans.forget(sweep)
        try record("image", sweep: sweep, detail: "'\(order.image)' is here: \(image.id)")
        try standInLine(sweep)
        try finishIfDrained(sweep)
    }

    private func refuse(_ words: String, for sweep: SweepID) throws(Fault) {
        try record("image", sweep: sweep, detail: words)
        try apply(.imageRefused, to: sweep, lastError: words)
    }
}
