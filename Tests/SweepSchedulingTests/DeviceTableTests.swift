import StandIns
import SweepModel
import SweepScheduling
import Testing

/// Requests on named machines: what is given, or why nothing is.
@Suite struct DeviceTableTests {
    @Test(arguments: try rows())
    func `a request gets its devices or its words`(row: String) throws {
        let cells = row.split(separator: "¦", omittingEmptySubsequences: false).map {
            $0.split(separator: " ").joined(separator: " ")
        }
        try #require(cells.count == 4)
        var stage = try DeviceStage(cells[0])
        try stage.set(cells[1])
        let answer = try stage.answer(cells[2])
        #expect(answer == cells[3])
    }

    @Test func `there are sixty rows and more, and half a dozen machines`() throws {
        let rows = try Self.rows()
        #expect(rows.count >= 60 && Set(rows).count == rows.count)
        #expect(Set(rows.map { $0.prefix { $0 != " " } }).count >= 6)
    }

    private static func rows() throws -> [String] {
        String(decoding: try Machines.bytes("requests.table"), as: UTF8.self).split(separator: "\n")
            .filter { !$0.hasPrefix("#") }.map(String.init)
    }
}
