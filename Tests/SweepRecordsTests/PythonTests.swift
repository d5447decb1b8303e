import SweepModel
import SweepRecords
import Testing

@Suite("Python")
struct PythonTests {
    @Test("an interpreter's version and packages are found, kept, and asked for again after a change")
    func facts() async throws {
        let scratch = try Scratch()
        let found = try run(["python3", "-c", "import sys; print(sys.executable, end='')"]).output
        let packages = PythonPackages(folder: scratch.path + "/python")
        try scratch.write(
            "site/demo_one-1.5.dist-info/METADATA", "Metadata-Version: 2.1\nName: demo-one\nVersion: 1.5\n")
        let environment = [
            EnvironmentEntry("PATH", "/usr/bin:/bin"), EnvironmentEntry("PYTHONPATH", scratch.path + "/site"),
        ]
        let interpreter = PythonInterpreter(path: found, environment: environment)
        let facts = try #require(try await packages.facts(of: interpreter))
        #expect(facts.version.hasPrefix("3.") && facts.implementation == "CPython" && facts.executable == found)
        let list = try #require(scratch.text(facts.packages.path))
        #expect(list.split(separator: "\n").contains("demo-one==1.5"))
        #expect(list.split(separator: "\n").count == facts.packageCount)
        #expect(Digest.sha256(list) == facts.packages.sha256)
        let again = PythonPackages(folder: scratch.path + "/python")
        #expect(try await again.facts(of: interpreter) == facts)
        try scratch.write(
            "site/demo_two-2.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: demo-two\nVersion: 2.0\n")
        #expect(try await again.facts(of: interpreter)?.packageCount == facts.packageCount + 1)
    }

    @Test("what is no interpreter is a fault", arguments: ["/bin/true", "/bin/false", "/nonexistent/python"])
    func none(interpreter: String) async throws {
        let scratch = try Scratch()
        await #expect(throws: Fault.self) {
            try await PythonPackages(folder: scratch.path).facts(
                of: PythonInterpreter(path: interpreter, environment: []))
        }
    }
}
