#!lua name=lotse
--[[
The functions of Lotse inside Valkey. Each is one atomic step; nothing else writes these keys.

  s:CHAT   the sealed session (string, expires). Its first 16 bytes name its version.
  u:UPDATE an update that has been dealt with (string, expires)
  l:CHAT   the line: "CASE:EPOCH:human" while a person answers this chat, "…:bot" while a case
           waits, "…:ended" after one; absent where there was none (expires)
  o:CHAT   outbox of a chat whose messages we push (list of sealed entries, oldest first)
  bo:CHAT  tags of those entries of o:CHAT that go unsent while a person answers (set, expires)
  looking  who has which case of the desk open, CASE/STAFF (sorted set, score = until when)
  b:CHAT   outbox of a chat that fetches its messages itself (stream, read by cursor)
  p:ID     a message put under an id, so that putting it again changes nothing (expires)
  due      chats with something to push (sorted set, score = due time in ms)
  tries    failed attempts of the entry at the head of a chat (hash)
  receipts what became of counsellors' replies, until the desk was told (hash: receipt → why not,
           "" for delivered)
  f:UPDATE failed attempts of an update that was not dealt with yet (counter, expires)
  a:ID     a letter that was set aside: an update or a message with which nothing could be done,
           sealed, without its content (string, expires); see post/dead_letters.py
  w:ID     the letter's content, sealed (string, expires with the conversation it comes from)
  aside    all of those (sorted set of ids, score = time in ms)
  ac:CHAT  those of a chat (set of ids, expires)
  av:CHAT  the session's version when the chat's last update was set aside (string, expires)
  aside:lost   how many letters had to make room for newer ones (counter)
  aside:again  those that an operator wants to be tried again (set of ids)
  aside:told   what became of that (hash: id → outcome, expires)
  c:open   counters that were not added to a month yet, in memory only (hash; the field "begun"
           is how many conversations have begun since)
  c:MONTH  counters of a month, FLOW/STEP/LANGUAGE/WHAT (hash, expires); see bot/counts.py
  i:CHAT   what to do when a chat stays silent: its address and times, sealed (string, expires)
  idle     chats to look at then (sorted set, score = time in ms)
  erasures how often something was taken away that the append-only file still holds (counter)
  v:CHAT   the vault: what the resident's browser has sealed for itself, by name (hash; expires and
           is erased with the session)
  m:CHAT   ids of the messages that a messenger shows in a chat, sealed (list, expires)
  Channel "wake": something is due. Channel "box": a chat (payload) has something to fetch.
]]

local TAG = 16
local SHOWN_KEPT = 48 * 3600 * 1000 -- a messenger lets nobody delete what is older
local MOST_SHOWN = 300
local PLAN_OUTLIVES = 24 * 3600 * 1000 -- its session: what is due may find the worker away
local COUNT_BATCH = 10
local COUNTS_KEPT = 396 * 24 * 3600 * 1000

-- what was set aside of a chat goes with the chat
local function forget_letters(chat)
  local ids = server.call('SMEMBERS', 'ac:' .. chat)
  for _, id in ipairs(ids) do
    server.call('DEL', 'a:' .. id, 'w:' .. id)
    server.call('ZREM', 'aside', id)
  end
  if #ids > 0 then server.call('DEL', 'ac:' .. chat) end
end

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

local function show(chat, sealed_ids)
  if sealed_ids == '' then return end
  local key = 'm:' .. chat
  server.call('RPUSH', key, sealed_ids)
  server.call('LTRIM', key, -MOST_SHOWN, -1)
  server.call('PEXPIRE', key, SHOWN_KEPT)
end

-- due: when to look at a chat that stays silent (ms), 0 for never
local function plan(chat, due, sealed, ttl)
  if due == '0' then
    server.call('ZREM', 'idle', chat)
    server.call('DEL', 'i:' .. chat)
    return
  end
  server.call('SET', 'i:' .. chat, sealed, 'PX', ttl + PLAN_OUTLIVES)
  server.call('ZADD', 'idle', due, chat)
end

local function add_batch(month)
  local key, counted = 'c:' .. month, server.call('HGETALL', 'c:open')
  for at = 1, #counted, 2 do
    if counted[at] ~= 'begun' then
      server.call('HINCRBY', key, counted[at], counted[at + 1])
    end
  end
  server.call('PEXPIRE', key, COUNTS_KEPT)
  server.call('DEL', 'c:open')
end

-- tally: month and counters, separated by blanks; begun: this is a conversation's first commit.
-- Single counters stay out of the append-only file, where they would stand beside the chat.
local function count(tally, begun)
  local next_name = string.gmatch(tally, '%S+')
  local month = next_name()
  if not month then return end
  server.set_repl(server.REPL_NONE)
  for name in next_name do server.call('HINCRBY', 'c:open', name, 1) end
  local conversations = 0
  if begun then conversations = server.call('HINCRBY', 'c:open', 'begun', 1) end
  server.set_repl(server.REPL_ALL)
  if conversations >= COUNT_BATCH then add_batch(month) end
end

-- keys: s, u   args: chat, how, version, line, session, ttl, seen_ttl, now, forget, tally, due,
--                   plan, shown, falls_silent ('1': see next_head), entries…
-- 1 done, 0 the update was dealt with before, -1 somebody else was faster: run the step again
local function commit(keys, args)
  local chat, how, version, line = args[1], args[2], args[3], args[4]
  if server.call('EXISTS', keys[2]) == 1 then return 0 end
  local stored = server.call('GETRANGE', keys[1], 0, TAG - 1)
  if stored ~= version then return -1 end
  if (server.call('GET', 'l:' .. chat) or '') ~= line then return -1 end
  if args[9] == '1' then
    server.call('DEL', 'b:' .. chat, 'av:' .. chat)
    forget_letters(chat)
    server.call('INCR', 'erasures')
  end
  if args[5] == '' then
    server.call('DEL', keys[1], 'v:' .. chat)
  else
    server.call('SET', keys[1], args[5], 'PX', args[6])
    server.call('PEXPIRE', 'v:' .. chat, args[6])
  end
  server.call('SET', keys[2], '', 'PX', args[7])
  count(args[10], stored == '' and args[5] ~= '')
  plan(chat, args[11], args[12], args[6])
  show(chat, args[13])
  if args[14] == '1' and how == 'push' then
    for at = 15, #args do server.call('SADD', 'bo:' .. chat, string.sub(args[at], 1, TAG)) end
    server.call('PEXPIRE', 'bo:' .. chat, args[6])
  end
  enqueue(chat, how, args[8], args[6], args, 15)
  return 1
end

-- A mark never goes back to an older epoch of its case: what comes late changes nothing any more.
local function is_older(chat, line)
  local case, epoch = string.match(line, '^(.-):(%d+):')
  local old_case, old_epoch = string.match(server.call('GET', 'l:' .. chat) or '', '^(.-):(%d+):')
  return case ~= nil and case == old_case and tonumber(epoch) < tonumber(old_epoch)
end

-- what waits to be sent or fetched goes unread; what a messenger shows can still be cleared
local function empty(chat)
  server.call('DEL', 'b:' .. chat, 'o:' .. chat)
  server.call('HDEL', 'tries', chat)
  server.call('DEL', 'bo:' .. chat)
  server.call('ZREM', 'due', chat)
  forget_letters(chat)
  server.call('INCR', 'erasures')
end

-- args: chat
local function drop(keys, args)
  empty(args[1])
  return 1
end

-- keys: p   args: chat, how, now, ttl, line ('' leaves it), instead ('1': of all that waits, and
--                 of the session), entries…
-- 1 done, 0 it was put before
local function put(keys, args)
  if not server.call('SET', keys[1], '', 'NX', 'PX', args[4]) then return 0 end
  if args[6] == '1' then
    empty(args[1])
    server.call('DEL', 's:' .. args[1])
    plan(args[1], '0')
  end
  if args[5] ~= '' and not is_older(args[1], args[5]) then
    server.call('SET', 'l:' .. args[1], args[5], 'PX', args[4])
  end
  enqueue(args[1], args[2], args[3], args[4], args, 7)
  return 1
end

-- The chat's oldest entry. While a person answers, what the bot wanted to say goes unsent, also
-- what could not be sent before.
local function next_head(chat)
  local key, tags = 'o:' .. chat, 'bo:' .. chat
  local head = server.call('LINDEX', key, 0)
  if not head or server.call('EXISTS', tags) == 0 then return head end
  if string.sub(server.call('GET', 'l:' .. chat) or '', -6) ~= ':human' then return head end
  while head and server.call('SREM', tags, string.sub(head, 1, TAG)) == 1 do
    server.call('LPOP', key)
    server.call('HDEL', 'tries', chat)
    head = server.call('LINDEX', key, 0)
  end
  return head
end

-- args: now, lease, limit   answer: chat, head, tries, chat, head, tries, …
local function claim(keys, args)
  local chats = server.call('ZRANGE', 'due', '-inf', args[1], 'BYSCORE', 'LIMIT', 0, args[3])
  local found = {}
  for _, chat in ipairs(chats) do
    local head = next_head(chat)
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

-- args: chat, tag, now, lease, shown, cleared, receipt ('' for none), why   the entry is dealt
-- with; answer: the chat's next entry, leased
local function done(keys, args)
  local chat = args[1]
  if not is_head(chat, args[2]) then return false end
  server.call('LPOP', 'o:' .. chat)
  server.call('HDEL', 'tries', chat)
  server.call('SREM', 'bo:' .. chat, args[2])
  if args[6] == '1' then server.call('DEL', 'm:' .. chat) end
  show(chat, args[5])
  if args[7] ~= '' then server.call('HSET', 'receipts', args[7], args[8]) end
  local head = next_head(chat)
  if head then
    server.call('ZADD', 'due', args[3] + args[4], chat)
    return head
  end
  server.call('ZREM', 'due', chat)
  return false
end

-- args: chat, tag, due time, failed ('1': count it)
local function retry(keys, args)
  if not is_head(args[1], args[2]) then return 0 end
  if args[4] == '1' then server.call('HINCRBY', 'tries', args[1], 1) end
  server.call('ZADD', 'due', args[3], args[1])
  return 1
end

-- args: chat, name, sealed, most entries, most bytes in all
-- 1 done, 0 that would be too much, -1 there is no session that it could expire with
local function vault_put(keys, args)
  local key = 'v:' .. args[1]
  local left = server.call('PTTL', 's:' .. args[1])
  if left <= 0 then return -1 end
  local bytes, entries = string.len(args[3]), 1
  for _, name in ipairs(server.call('HKEYS', key)) do
    if name ~= args[2] then
      entries = entries + 1
      bytes = bytes + server.call('HSTRLEN', key, name)
    end
  end
  if entries > tonumber(args[4]) or bytes > tonumber(args[5]) then return 0 end
  server.call('HSET', key, args[2], args[3])
  server.call('PEXPIRE', key, left)
  return 1
end

local function drop_letter(id, chat)
  local there = server.call('DEL', 'a:' .. id)
  server.call('DEL', 'w:' .. id)
  server.call('ZREM', 'aside', id)
  server.call('SREM', 'ac:' .. chat, id)
  if there == 1 then server.call('INCR', 'erasures') end
  return there
end

-- those whose time is over have expired by themselves
local function sweep(now, keep)
  server.call('ZREMRANGEBYSCORE', 'aside', '-inf', now - keep)
end

-- letter: args from `at`: chat ('' if unknown), now, id, sealed, keep, most letters, most bytes,
-- content ('' for none), how long that is kept. The oldest letters make room.
local function set_aside(args, at)
  local chat, now, id, keep = args[at], args[at + 1], args[at + 2], args[at + 4]
  server.call('SET', 'a:' .. id, args[at + 3], 'PX', keep)
  if args[at + 7] ~= '' then
    server.call('SET', 'w:' .. id, args[at + 7], 'PX', args[at + 8])
  end
  server.call('ZADD', 'aside', now, id)
  if chat ~= '' then
    server.call('SADD', 'ac:' .. chat, id)
    server.call('PEXPIRE', 'ac:' .. chat, keep)
  end
  sweep(now, keep)
  local ids = server.call('ZREVRANGE', 'aside', 0, -1)
  local bytes = 0
  for place, each in ipairs(ids) do
    bytes = bytes + server.call('STRLEN', 'a:' .. each) + server.call('STRLEN', 'w:' .. each)
    if place > tonumber(args[at + 5]) or (place > 1 and bytes > tonumber(args[at + 6])) then
      server.call('DEL', 'a:' .. each, 'w:' .. each)
      server.call('ZREM', 'aside', each)
      server.call('INCR', 'aside:lost')
    end
  end
end

-- args: nine of the letter, tag   set the entry at the head of a chat aside; its chat goes on
local function park(keys, args)
  local chat = args[1]
  if not is_head(chat, args[10]) then return 0 end
  server.call('LPOP', 'o:' .. chat)
  server.call('HDEL', 'tries', chat)
  set_aside(args, 1)
  server.call('ZADD', 'due', args[2], chat)
  return 1
end

-- keys: u, f   args: how long failures count (ms)   answer: failed attempts, 0 if it was dealt with
local function failed(keys, args)
  if server.call('EXISTS', keys[1]) == 1 then return 0 end
  local tries = server.call('INCR', keys[2])
  server.call('PEXPIRE', keys[2], args[1])
  return tries
end

-- keys: u, f, s   args: nine of the letter, how, version, session ('' leaves it, '-' erases it),
--                   seen_ttl, due ('' leaves the plan), plan, ttl, entries…
-- 1 done, 0 the update was dealt with before, -1 the session is another one by now
local function aside(keys, args)
  local chat, version, session, ttl = args[1], args[11], args[12], tonumber(args[16])
  if server.call('EXISTS', keys[1]) == 1 then return 0 end
  if server.call('GETRANGE', keys[3], 0, TAG - 1) ~= version then return -1 end
  ttl = math.max(ttl, server.call('PTTL', keys[3]))
  if session == '-' then
    server.call('DEL', keys[3], 'v:' .. chat, 'b:' .. chat)
    forget_letters(chat)
    server.call('INCR', 'erasures')
  elseif session ~= '' then
    server.call('SET', keys[3], session, 'KEEPTTL')
  end
  server.call('SET', keys[1], '', 'PX', args[13])
  server.call('DEL', keys[2])
  server.call('SET', 'av:' .. chat, version, 'PX', args[5])
  if args[14] ~= '' then plan(chat, args[14], args[15], ttl) end
  set_aside(args, 1)
  enqueue(chat, args[10], args[2], ttl, args, 17)
  return 1
end

-- keys: u, f   args: nine of the letter, seen_ttl
local function aside_unread(keys, args)
  if server.call('EXISTS', keys[1]) == 1 then return 0 end
  server.call('SET', keys[1], '', 'PX', args[10])
  server.call('DEL', keys[2])
  set_aside(args, 1)
  return 1
end

-- args: now, keep   answer: id, sealed, content ('' for none), id, … oldest first
local function letters(keys, args)
  sweep(args[1], args[2])
  local found = {}
  for _, id in ipairs(server.call('ZRANGE', 'aside', 0, -1)) do
    local sealed = server.call('GET', 'a:' .. id)
    if sealed then
      found[#found + 1] = id
      found[#found + 1] = sealed
      found[#found + 1] = server.call('GET', 'w:' .. id) or ''
    end
  end
  return found
end

-- args: id, chat
local function letter_drop(keys, args)
  return drop_letter(args[1], args[2])
end

-- args: id, chat, now, entry   a message that was set aside is the last of its chat again
local function letter_send(keys, args)
  if drop_letter(args[1], args[2]) == 0 then return 0 end
  enqueue(args[2], 'push', args[3], 0, args, 4)
  return 1
end

-- args: most, limit   answer: chats with something to push, entries of the first `most` of them,
-- chats whose oldest entry failed before, and chat and oldest entry of up to 2 × `limit`: those due
-- first and those due last (what failed often waits longest for its next try)
local function depth(keys, args)
  local limit = tonumber(args[2])
  local chats = server.call('ZRANGE', 'due', 0, args[1] - 1)
  local found, entries = {}, 0
  local function look(chat)
    local head = server.call('LINDEX', 'o:' .. chat, 0)
    if head then
      found[#found + 1] = chat
      found[#found + 1] = head
    end
  end
  for place, chat in ipairs(chats) do
    entries = entries + server.call('LLEN', 'o:' .. chat)
    if place <= limit then look(chat) end
  end
  for _, chat in ipairs(server.call('ZRANGE', 'due', -limit, -1)) do look(chat) end
  return { server.call('ZCARD', 'due'), entries, server.call('HLEN', 'tries'), found }
end

-- args: now, lease, limit   chats that stayed silent; answer: chat, plan, chat, plan, …
local function idle(keys, args)
  local chats = server.call('ZRANGE', 'idle', '-inf', args[1], 'BYSCORE', 'LIMIT', 0, args[3])
  local found = {}
  for _, chat in ipairs(chats) do
    local sealed = server.call('GET', 'i:' .. chat)
    if sealed then
      server.call('ZADD', 'idle', args[1] + args[2], chat)
      found[#found + 1] = chat
      found[#found + 1] = sealed
    else
      server.call('ZREM', 'idle', chat)
    end
  end
  return found
end

-- args: chat
local function idle_drop(keys, args)
  plan(args[1], '0')
  return 1
end

-- args: chat, now   a claimed chat is due at once, whatever stands at its head by now
local function release(keys, args)
  if server.call('EXISTS', 'o:' .. args[1]) == 1 then
    server.call('ZADD', 'due', args[2], args[1])
  else
    server.call('ZREM', 'due', args[1])
  end
  return 1
end

-- args: now   what a worker that is gone had claimed is due again; answer: how many chats
local function unclaim(keys, args)
  local chats = server.call('ZRANGE', 'due', 0, -1)
  for _, chat in ipairs(chats) do server.call('ZADD', 'due', args[1], chat) end
  return #chats
end

server.register_function('vault_put', vault_put)
server.register_function('idle', idle)
server.register_function('idle_drop', idle_drop)
server.register_function('release', release)
server.register_function('unclaim', unclaim)
server.register_function('commit', commit)
server.register_function('put', put)
server.register_function('drop', drop)
server.register_function('claim', claim)
server.register_function('done', done)
server.register_function('retry', retry)
server.register_function('park', park)
server.register_function('failed', failed)
server.register_function('aside', aside)
server.register_function('aside_unread', aside_unread)
server.register_function('letters', letters)
server.register_function('letter_drop', letter_drop)
server.register_function('letter_send', letter_send)
server.register_function{ function_name = 'depth', callback = depth, flags = { 'no-writes' } }
