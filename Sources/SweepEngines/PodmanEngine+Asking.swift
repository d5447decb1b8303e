package import SweepModel

/// Short questions to images.
extension PodmanEngine {
    private static let answerDeadline = Span.seconds(60)
    private static let answerMax = 8 << 20

    package func ask(_ image: ImageRecord, _ argv: [String], on host: EngineHost) async throws(Fault) -> EngineAnswer {
        let client = try client(on: host)
        guard image.hasValidID else { throw Fault(.failed, "cannot ask an image: its id is not known") }
        let name = "sweep-asks-\(image.id.prefix(12))-\(UInt32.random(in: 0...UInt32.max))"
        do throws(Fault) {
            // Never of low priority: it holds locks that every other client waits for.
            return try await EngineCommand.answer(
                client, try arguments(image, argv, name: name, on: host), environment: host.environment,
                deadline: Self.answerDeadline, outputMax: Self.answerMax)
        } catch {
            // The container does not end with its client.
            await forceRemoval([name], client, host)
            throw error
        }
    }

    private func arguments(
        _ image: ImageRecord, _ argv: [String], name: String, on host: EngineHost
    ) throws(Fault) -> [String] {
        let plan = ContainerPlan(image: image, network: .none, sharedMemory: ByteCount(bytes: 1 << 20))
        return ["run", "--rm", "--name", name, "--read-only", "--pull", "never", "--log-driver", "none"]
            + ["--no-healthcheck", "--http-proxy=false", "--workdir", "/"]
            + PodmanArguments.isolation(plan, host) + (try PodmanArguments.limits(plan, host))
            + ["--entrypoint", "", image.id] + argv
    }
}
