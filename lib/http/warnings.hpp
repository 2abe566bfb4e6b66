#pragma once
#include "http/transport.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace kscan::http {

/// One value of RFC 7234's Warning header.
struct Warning {
  int code = 0;
  std::string agent = {};
  std::string text = {};  ///< without its quotes and escapes; UTF-8 without control characters
  friend bool operator==(const Warning&, const Warning&) = default;
};

/// What a Warning header says: one or more of `299 agent "text"`, each with a date or without, with
/// commas between. As ParseWarningHeaders() of k8s.io/apimachinery/pkg/util/net: what is malformed
/// ends the header, and what stood before it counts.
[[nodiscard]] std::vector<Warning> parse_warnings(std::string_view header);

/// Hands out what the server warns of (code 299, the API server's only one), each text once in the
/// life of this object, as client-go's WarningWriter (rest/warnings.go) for kubectl.
class WarningTransport final : public Transport {
public:
  /// `on_warning` gets the text as it was sent, before the sink gets the head: printable() is for
  /// who shows it.
  WarningTransport(Transport& inner, std::function<void(std::string)> on_warning);
  ~WarningTransport() override;
  [[nodiscard]] io::Ticket start(Request request, Sink sink) override;
  /// Distinct warnings so far: for --warnings-as-errors.
  [[nodiscard]] std::size_t count() const;

private:
  struct Seen;
  Transport& m_inner;
  std::shared_ptr<Seen> m_seen;
};

}  // namespace kscan::http
