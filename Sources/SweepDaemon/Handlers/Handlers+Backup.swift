internal import Hummingbird
internal import HummingbirdCore
internal import NIOCore
internal import SweepControl
internal import SweepModel

/// Copies of the queue.
extension Handlers {
    private static let pieceMax = 256 << 10

    /// Everybody's sweeps are in it: for administrators.
    func backUp(_ request: ControlRequest) async throws(Fault) -> Response {
        let copy = try await QueueCopy.make(of: store, in: paths.state)
        return ControlResponse.stream(type: "application/octet-stream") { writer in
            var offset: Int64 = 0
            while true {
                let piece = try copy.read(at: offset, max: Self.pieceMax)
                if piece.isEmpty { return }
                offset += Int64(piece.count)
                try await writer.write(ByteBuffer(bytes: piece))
            }
        }
    }
}
