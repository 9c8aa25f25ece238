#!lua name=lotse
--[[
The functions of Lotse inside Valkey. Each is one atomic step; nothing else writes these keys.

  s:CHAT   the sealed session (string, expires). Its first 16 bytes name its version.
  u:UPDATE an update that has been dealt with (string, expires)
  l:CHAT   the line: "CASE:EPOCH:human" while a person answers this chat, "…:bot" while a case
           waits, "…:ended" after one; absent where there was none (expires)
  o:CHAT   outbox of a chat whose messages we push (list of sealed entries, oldest first)
  b:CHAT   outbox of a chat that fetches its messages itself (stream, read by cursor)
  p:ID     a message put under an id, so that putting it again changes nothing (expires)
  due      chats with something to push (sorted set, score = due time in ms)
  tries    failed attempts of the entry at the head of a chat (hash)
  Channel "wake": something is due. Channel "box": a chat (payload) has something to fetch.
]]

local TAG = 16

local function enqueue(chat, how, now, ttl, entries, first)
  if how == 'fetch' then
    local key = 'b:' .. chat
    for at = first, #entries do
      server.call('XADD', key, 'MAXLEN', '400', '*', 'm', entries[at])
    end
    if #entries >= first then
      server.call('PEXPIRE', key, ttl)
      server.call('PUBLISH', 'box', chat)
    end
    return
  end
  if #entries < first then return end
  local key = 'o:' .. chat
  for at = first, #entries do server.call('RPUSH', key, entries[at]) end
  server.call('ZADD', 'due', 'NX', now, chat)
  server.call('PUBLISH', 'wake', '1')
end

-- keys: s, u   args: chat, how, version, line, session, ttl, seen_ttl, now, forget, entries…
-- 1 done, 0 the update was dealt with before, -1 somebody else was faster: run the step again
local function commit(keys, args)
  local chat, how, version, line = args[1], args[2], args[3], args[4]
  if server.call('EXISTS', keys[2]) == 1 then return 0 end
  local stored = server.call('GETRANGE', keys[1], 0, TAG - 1)
  if stored ~= version then return -1 end
  if (server.call('GET', 'l:' .. chat) or '') ~= line then return -1 end
  if args[9] == '1' then server.call('DEL', 'b:' .. chat) end
  if args[5] == '' then
    server.call('DEL', keys[1])
  else
    server.call('SET', keys[1], args[5], 'PX', args[6])
  end
  server.call('SET', keys[2], '', 'PX', args[7])
  enqueue(chat, how, args[8], args[6], args, 10)
  return 1
end

-- keys: p   args: chat, how, now, ttl, line ('' leaves it), entries…
-- 1 done, 0 it was put before
local function put(keys, args)
  if not server.call('SET', keys[1], '', 'NX', 'PX', args[4]) then return 0 end
  if args[5] ~= '' then
    server.call('SET', 'l:' .. args[1], args[5], 'PX', args[4])
  end
  enqueue(args[1], args[2], args[3], args[4], args, 6)
  return 1
end

-- args: now, lease, limit   answer: chat, head, tries, chat, head, tries, …
local function claim(keys, args)
  local chats = server.call('ZRANGE', 'due', '-inf', args[1], 'BYSCORE', 'LIMIT', 0, args[3])
  local found = {}
  for _, chat in ipairs(chats) do
    local head = server.call('LINDEX', 'o:' .. chat, 0)
    if head then
      server.call('ZADD', 'due', args[1] + args[2], chat)
      found[#found + 1] = chat
      found[#found + 1] = head
      found[#found + 1] = server.call('HGET', 'tries', chat) or '0'
    else
      server.call('ZREM', 'due', chat)
    end
  end
  return found
end

local function is_head(chat, tag)
  local head = server.call('LINDEX', 'o:' .. chat, 0)
  return head and string.sub(head, 1, TAG) == tag
end

-- args: chat, tag, now, lease   the entry is dealt with; answer: the chat's next entry, leased
local function done(keys, args)
  local chat = args[1]
  if not is_head(chat, args[2]) then return false end
  server.call('LPOP', 'o:' .. chat)
  server.call('HDEL', 'tries', chat)
  local head = server.call('LINDEX', 'o:' .. chat, 0)
  if head then
    server.call('ZADD', 'due', args[3] + args[4], chat)
    return head
  end
  server.call('ZREM', 'due', chat)
  return false
end

-- args: chat, tag, due time
local function retry(keys, args)
  if not is_head(args[1], args[2]) then return 0 end
  server.call('HINCRBY', 'tries', args[1], 1)
  server.call('ZADD', 'due', args[3], args[1])
  return 1
end

-- args: now   what a worker that is gone had claimed is due again; answer: how many chats
local function unclaim(keys, args)
  local chats = server.call('ZRANGE', 'due', 0, -1)
  for _, chat in ipairs(chats) do server.call('ZADD', 'due', args[1], chat) end
  return #chats
end

server.register_function('unclaim', unclaim)
server.register_function('commit', commit)
server.register_function('put', put)
server.register_function('claim', claim)
server.register_function('done', done)
server.register_function('retry', retry)
