import SweepControl
import SweepModel
import Testing

@Suite("Access of operations")
struct AccessTests {
    @Test("what concerns one sweep is judged by its owner, what concerns none is not", arguments: Operation.allCases)
    func subjects(operation: Operation) {
        let ofSweeps: [Access] = [.look, .disclose, .change]
        #expect(ofSweeps.contains(operation.access) == operation.route.path.contains("/{sweep}"))
    }

    @Test(
        "nothing that only reads is a POST or a DELETE, and nothing that changes is a GET",
        arguments: Operation.allCases)
    func methods(operation: Operation) {
        #expect(operation.access.isMutating == (operation.route.method != .get))
    }
}
