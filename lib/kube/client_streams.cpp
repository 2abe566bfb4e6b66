#include "kube/client.hpp"
#include "kube/client_impl.hpp"

namespace kscan::kube {

io::Ticket
Client::watch(const Resource& what, std::string_view ns, const Selector& by, Watcher watcher) {
  return start_watch(m_impl, {what, ns, by}, std::move(watcher));
}

io::Ticket Client::follow_log(const ObjectKey& pod, std::string_view container, LogSink sink) {
  return start_log(m_impl, {pod, std::string(container)}, std::move(sink));
}

}  // namespace kscan::kube
