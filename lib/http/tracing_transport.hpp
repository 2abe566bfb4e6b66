#pragma once
#include "http/trace.hpp"
#include "http/transport.hpp"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace kscan::http {

/// Now, in local time as klog has it, and this process.
[[nodiscard]] LogStamp current_stamp();

struct TraceOptions {
  int verbosity = 0;  ///< -v
  std::string base_url = {};
  std::vector<Header> headers = {};  ///< the endpoint's, and the User-Agent, as they will be sent
  /// What the transport authorizes with when a request does not say: "Bearer", "Basic", "":
  /// nothing.
  std::string authorization_scheme = {};
  std::function<LogStamp()> stamp = current_stamp;
};

/// Prints each request as kubectl does with -v:
///   6   verb, URL, status and how long the head of the answer took
///   7   the request's headers
///   8   the headers of the answer, and both bodies up to 1024 bytes
///   9   the request as a curl command, where the time went, bodies up to 10240 bytes
///   10  whole bodies
/// unlike kubectl without any credential, at every level: see mask.hpp and mask_json.hpp. Bodies
/// are masked before they are cut; of one that mask_json() cannot read, and of one of another
/// content type, only the size is told. Of a stream (is_stream()) no body is printed. A request
/// without an answer has a line "Response" too, with an empty status and `err`.
class TracingTransport final : public Transport {
public:
  /// `write` gets one entry at a time, ending with a newline, safe for a terminal. It is called
  /// from start(), from within the loop, and when a ticket is given up before the answer began.
  TracingTransport(Transport& inner,
                   TraceOptions options,
                   std::function<void(std::string_view)> write,
                   const io::Loop& loop);
  ~TracingTransport() override;
  [[nodiscard]] io::Ticket start(Request request, Sink sink) override;

private:
  struct Tracer;
  class Exchange;
  Transport& m_inner;
  std::shared_ptr<const Tracer> m_tracer;
};

}  // namespace kscan::http
