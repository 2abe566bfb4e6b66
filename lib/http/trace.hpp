#pragma once
#include "http/transport.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// What -v prints about requests, as text: pure. The words are client-go's
/// (transport/round_trippers.go, rest/request.go), the format is klog's. Nothing is masked here but
/// headers; URLs and bodies come masked.
namespace kscan::http {

/// When and by whom a line is written.
struct LogStamp {
  int month = 1, day = 1, hour = 0, minute = 0, second = 0, microsecond = 0;
  std::int64_t pid = 0;
};

struct LogField {
  using Lines = std::vector<std::string>;
  std::string key;
  std::variant<std::string, std::int64_t, Lines> value;  ///< quoted; as it is; a block, indented
};

/// As Go's %q where that is safe on a terminal: all on one line, no control character, no
/// bidirectional override.
[[nodiscard]] std::string quote(std::string_view text);

/// `I1122 22:36:01.123456    1234 trace.cpp:12] "message" key="value" number=1` and a newline.
/// Lines of a block follow on lines of their own, after a tab.
[[nodiscard]] std::string log_line(const LogStamp& stamp,
                                   std::string_view source,  ///< "file:line"
                                   std::string_view message,
                                   const std::vector<LogField>& fields);

struct TracedRequest {
  Method method = Method::get;
  std::string url = {};
  std::vector<Header> headers = {};
};

struct TracedResponse {
  Head head = {};  ///< a status of 0: there was none
  std::chrono::milliseconds duration{0};
  std::string error = {};  ///< why there was none
};

/// Of the line "Request"; empty: not at this verbosity. 7, 8: verb, URL, headers; 9: a curl
/// command.
[[nodiscard]] std::vector<LogField> request_fields(int verbosity, const TracedRequest& request);
/// Of the line "Response"; empty: not at this verbosity. 6: verb, URL, status, duration; 7: status,
/// duration; 8: headers too; 9: all of it, and where the time went.
[[nodiscard]] std::vector<LogField>
response_fields(int verbosity, const TracedRequest& request, const TracedResponse& response);
/// The body as far as it is shown: 1024 bytes at 8, 10240 at 9, all of it at 10; never half a
/// character.
[[nodiscard]] std::string cut_body(int verbosity, std::string_view body);

/// Of the answer to that target no body is shown: a watch, the log of a container.
[[nodiscard]] bool is_stream(std::string_view target);

}  // namespace kscan::http
