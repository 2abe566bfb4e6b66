#include "http/endpoint.hpp"

#include "base/text.hpp"

#include <sys/utsname.h>

#include <utility>

namespace kscan::http {

namespace {

bool same(const ClientCertificate* a, const ClientCertificate* b) {
  if (a == nullptr || b == nullptr) return a == b;
  return a->chain_pem == b->chain_pem && a->key_pem.reveal() == b->key_pem.reveal();
}

}  // namespace

bool same(const Credentials& a, const Credentials& b) {
  return a.authorization.reveal() == b.authorization.reveal()
         && same(a.certificate.get(), b.certificate.get());
}

std::string user_agent() {
  utsname system{};
  ::uname(&system);
  std::string machine = system.machine;
  if (machine == "x86_64") machine = "amd64";
  if (machine == "aarch64") machine = "arm64";
  return "kubectl-scan/v" KSCAN_VERSION " (" + to_lower_ascii(system.sysname) + "/" + machine + ")";
}

Authorize answer_at_once(std::function<Result<Credentials>(const Credentials* rejected)> ask) {
  return [ask = std::move(ask)](const Credentials* rejected, const Answer& answer) {
    answer(ask(rejected));
    return io::Ticket();
  };
}

}  // namespace kscan::http
