import SweepModel
import SweepRecords
import Synchronization
import Testing

/// The packages of an image's Python; what asks the image is played here.
@Suite struct ImagePythonTests {
    private static let answer = """
        a warning
        {"version": "3.11.2", "implementation": "CPython", "platform": "Linux", "executable": "/usr/bin/python3", \
        "prefix": "/usr", "packages": ["numpy==2.0", "pip==23"], "folders": ["/usr/lib/python3"]}
        """

    /// Counts questions, and answers each in the same way.
    private final class Image: Sendable {
        let questions = Mutex<[[String]]>([])
        let answer: Result<PythonInterpreter.Answer, Fault>

        init(_ answer: Result<PythonInterpreter.Answer, Fault>) { self.answer = answer }

        var asked: Int { questions.withLock(\.count) }

        func interpreter(_ id: String = "abc") -> PythonInterpreter {
            PythonInterpreter(command: "python3", image: id) { words throws(Fault) in
                self.questions.withLock { $0.append(words) }
                await Task.yield()
                return try self.answer.get()
            }
        }
    }

    @Test("an image is asked once, however many runs want to know, and its answer is kept")
    func once() async throws {
        let scratch = try Scratch()
        let image = Image(.success(.output(Array(Self.answer.utf8))))
        let packages = PythonPackages(folder: scratch.path + "/python")
        async let first = packages.facts(of: image.interpreter())
        async let second = packages.facts(of: image.interpreter())
        let facts = try #require(try await first)
        #expect(try await second == facts)
        #expect(facts.version == "3.11.2" && facts.packageCount == 2)
        #expect(scratch.text(facts.packages.path) == "numpy==2.0\npip==23\n")
        let later = PythonPackages(folder: scratch.path + "/python")
        #expect(try await later.facts(of: image.interpreter()) == facts)
        #expect(image.asked == 1)
        #expect(image.questions.withLock { $0[0].prefix(2) } == ["python3", "-B"])
        #expect(image.questions.withLock { $0[0].last?.contains("os.nice(19)") == true })
        _ = try await later.facts(of: image.interpreter("another"))
        #expect(image.asked == 2)
    }

    @Test("that an image has no Python is an answer, and kept")
    func absent() async throws {
        let scratch = try Scratch()
        let image = Image(.success(.absent))
        #expect(try await PythonPackages(folder: scratch.path).facts(of: image.interpreter()) == nil)
        #expect(try await PythonPackages(folder: scratch.path).facts(of: image.interpreter()) == nil)
        #expect(image.asked == 1)
    }

    @Test("an image that cannot be asked is not asked for every run, but again by the next daemon")
    func failing() async throws {
        let scratch = try Scratch()
        for answer in [.failure(Fault(.failed, "no")), .success(.output([]))]
            as [Result<PythonInterpreter.Answer, Fault>]
        {
            let image = Image(answer)
            let packages = PythonPackages(folder: scratch.path)
            for _ in 1...3 {
                await #expect(throws: Fault.self) { try await packages.facts(of: image.interpreter()) }
            }
            #expect(image.asked == 1)
            await #expect(throws: Fault.self) {
                try await PythonPackages(folder: scratch.path).facts(of: image.interpreter())
            }
            #expect(image.asked == 2)
        }
    }
}
