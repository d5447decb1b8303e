internal import SweepAgent
internal import SweepControl
internal import SweepModel
internal import SweepRecords

/// Answers what only a process of the runs' owner can find out.
struct AgentQuestions: Sendable {
    private let agent: Agent
    private let places: AgentPlaces

    init(_ agent: Agent, _ places: AgentPlaces) {
        self.agent = agent
        self.places = places
    }

    /// - Throws: what cannot be read or removed, and `permission` for a path that is none of the agent's own.
    func answer(_ question: AgentQuestion) async throws(Fault) -> AgentAnswer {
        switch question {
        case .output(let layout, let stream, let from, let max, let logBytesMax):
            return .output(try output(layout, stream, from, max, logBytesMax))
        case .manifest(let layout):
            await agent.settled(layout.attempt)
            return .text(StateFolder.text(of: layout.manifest))
        case .changes: return .done
        case .exists(let path): return .isThere(StateFolder.exists(try own(path)))
        case .children(let path): return .names(StateFolder.children(of: try own(path)))
        case .sizes(let paths):
            for path in paths { _ = try own(path) }
            return try await Disk.run { () throws(Fault) in .bytes(paths.map { StateFolder.bytes(of: $0) }) }
        case .remove(let paths, let dryRun):
            for path in paths { _ = try own(path) }
            return try await Disk.remove(paths, dryRun: dryRun)
        case .holdings: return .holdings(holdings)
        case .removeImage(let image): return try await remove(image)
        }
    }

    private var holdings: Holdings {
        let (store, now) = (places.source, Clock.now())
        return Holdings(
            sweeps: StateFolder.children(of: places.runs), snapshots: StateFolder.settledSnapshots(in: store, now: now),
            remains: StateFolder.abandonedSnapshots(in: store, now: now),
            images: LoadedImage.settled(in: store, now: now).map { image in
                Holdings.Image(
                    engine: image.engine, id: image.id, isOurs: image.isOurs, path: image.path(in: store))
            })
    }

    /// What the engine keeps, as for a container of somebody's, stays, and is tried again the next time.
    private func remove(_ image: Holdings.Image) async throws(Fault) -> AgentAnswer {
        let path = try own(image.path)
        if image.isOurs, try await !agent.removeImage(image.id, engine: image.engine) { return .removed([], bytes: 0) }
        return try await Disk.remove([path])
    }

    private func output(
        _ layout: AttemptLayout, _ stream: AgentQuestion.OutputStream, _ from: Int64, _ max: Int, _ bytesMax: Int64
    ) throws(Fault) -> OutputPiece {
        let record = try? AttemptRecords.readExit(layout)
        let log =
            switch stream {
            case .standardOutput:
                CapturedLog(.standardOutput, in: layout, bytesMax: bytesMax, record: record?.standardOutput)
            case .standardError:
                CapturedLog(.standardError, in: layout, bytesMax: bytesMax, record: record?.standardError)
            }
        return try log.read(from: from, max: max)
    }

    private func own(_ path: String) throws(Fault) -> String {
        let isPlain = !path.split(separator: "/").contains("..")
        guard isPlain, places.all.contains(where: { path == $0 || HostPath.contains($0, path) }) else {
            throw Fault(.permission, "cannot look at '\(path)': it is none of the agent's own")
        }
        return path
    }
}
