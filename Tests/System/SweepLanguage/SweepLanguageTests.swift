import Support
import Testing

/// sweepd does with W&B's sweep files what W&B's own code does, but for the differences that WandbDifferences.md lists.
///
/// Each comparison is a Python program beside this file that says what it compared, and ends with 1 where something
/// differs in another way.
@Suite(.serialized) struct SweepLanguageTests {
    @Test(.timeLimit(.minutes(5)))
    func `what W&B can run is accepted, and nothing else`() async throws { try await compare("acceptance") }

    @Test(.timeLimit(.minutes(5)))
    func `every parameter has the distribution that W&B infers`() async throws { try await compare("inference") }

    @Test(.timeLimit(.minutes(5)))
    func `a grid has W&B's points in W&B's order`() async throws { try await compare("grid") }

    @Test(.timeLimit(.minutes(5)))
    func `random draws come from W&B's distributions`() async throws { try await compare("draws") }

    @Test(.timeLimit(.minutes(5)))
    func `a run starts with the arguments that W&B's agent passes`() async throws { try await compare("commands") }

    @Test(.timeLimit(.minutes(5)))
    func `sweep files such as people write are accepted`() async throws { try await compare("files") }

    private func compare(_ name: String) async throws {
        let found = try await Programs.run(
            "python3", ["\(Programs.repository)/Tests/System/SweepLanguage/\(name).py"],
            environment: [
                "SWEEPCTL": Programs.folder + "/sweepctl", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONWARNINGS": "ignore",
            ])
        #expect(found.succeeded, "\(found.output)\n\(found.errors)")
    }
}
