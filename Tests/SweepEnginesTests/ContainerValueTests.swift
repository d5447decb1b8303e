import SweepAgent
import SweepModel
import Testing

/// Values arrive byte for byte, and nothing of anybody's environment arrives with them.
@Suite struct ContainerValueTests {
    private static let engines = ContainerTests.engines

    /// A number at a time, the same for the same seed. Knuth's MMIX constants.
    private struct Numbers {
        var state: UInt64

        mutating func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }

        /// What formats stumble over, half of the time; else any character of Unicode but NUL.
        mutating func scalar() -> Unicode.Scalar {
            let awkward: [Unicode.Scalar] = [
                "\n", "\r", "\"", "'", "#", "*", "=", "\\", " ", "\t", "$", "`", "\u{FEFF}",
            ]
            if next(2) == 0 { return awkward[next(awkward.count)] }
            let bounds = [0x7F, 0x7FF, 0xFFFF, 0x10FFFF]
            return Unicode.Scalar(UInt32(1 + next(bounds[next(4)]))) ?? "\u{FFFD}"
        }

        mutating func text(_ most: Int) -> String {
            var text = String.UnicodeScalarView()
            for _ in 0..<next(most + 1) { text.append(scalar()) }
            return String(text)
        }
    }

    private func seen(_ stage: EngineStage, _ entries: [EnvironmentEntry]) async throws -> Set<[UInt8]> {
        var plan = stage.plan(["/usr/bin/env", "-0"], environment: entries)
        plan.logBytesMax = 16 << 20
        #expect(try await stage.outcome(of: plan) == .exited(code: 0))
        return Set(try stage.bytes(of: plan).split(separator: 0).map(Array.init))
    }

    @Test("10,000 values of any UTF-8 arrive byte for byte", arguments: engines, [11, 12] as [UInt64])
    func values(_ engine: String, _ seed: UInt64) async throws {
        let stage = try await EngineStage(engine: engine)
        var numbers = Numbers(state: seed)
        let entries = (0..<10_000).map { EnvironmentEntry("V\($0)", numbers.text(20)) }
        let seen = try await seen(stage, entries)
        let missing = entries.filter { !seen.contains(Array("\($0.name)=\($0.value)".utf8)) }
        #expect(missing.isEmpty, "\(missing.count): \(missing.prefix(3))")
    }

    @Test(
        "what podman's format takes for other variables is a value like any other", arguments: engines,
        [
            "*", "SECRET*", "SECRET_OF_DAEMON", "HOME", "a\n*", "a\nSECRET*\n", "a\nSECRET_OF_DAEMON", "\nHOME",
            "\r\n*\r\n", "SECRET_OF_DAEMON\n",
        ])
    func patterns(_ engine: String, _ value: String) async throws {
        let stage = try await EngineStage(engine: engine)
        let seen = try await seen(stage, [EnvironmentEntry("VALUE", value), EnvironmentEntry("LAST", value)])
        let names = Set(
            seen.compactMap { $0.split(separator: UInt8(ascii: "="), maxSplits: 1).first }.map {
                String(decoding: $0, as: UTF8.self)
            })
        #expect(names.subtracting(stage.added) == ["VALUE", "LAST"])
        #expect(seen.isSuperset(of: ["VALUE", "LAST"].map { Array("\($0)=\(value)".utf8) }))
        #expect(!seen.contains { String(decoding: $0, as: UTF8.self).contains("hunter2") })
    }

    @Test("a value as long as one can be arrives", arguments: engines)
    func long(_ engine: String) async throws {
        let stage = try await EngineStage(engine: engine)
        // The kernel takes 128 KiB a variable, its name, the sign and the zero byte included.
        let entries = [60_000, 65_530, 70_000, 131_060].map {
            EnvironmentEntry("LONG\($0)", String(repeating: "x", count: $0))
        }
        let seen = try await seen(stage, entries)
        #expect(seen.isSuperset(of: entries.map { Array("\($0.name)=\($0.value)".utf8) }))
    }
}
