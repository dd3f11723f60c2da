using Npgsql;

namespace CustomerService.Load;

/// <summary>
/// Writes invented customers, units and tickets as documents, straight into Intake's tables; the index is then built from them.
/// </summary>
internal static class SearchFill
{
    public const int Customers = 100_000;
    public const int Tickets = 500_000;
    public const int Units = 100_000;

    // Names of a surname and one or two characters: as many alike as people's are. Texts of parts, symptoms and circumstances, a fifth in
    // English, and a code of their own in every tenth, so that some terms are in half of them and some in one.
    private const string Statements = """
        create function pg_temp.pick(words text[], n bigint) returns text language sql immutable as
            $$ select words[1 + (('x' || substr(md5(n::text), 1, 7))::bit(28)::int % cardinality(words))] $$;

        insert into mt_doc_customer (id, data, mt_version, mt_dotnet_type, mt_last_modified)
        select 'CB' || lpad(i::text, 6, '0'), jsonb_build_object(
            'id', 'CB' || lpad(i::text, 6, '0'), 'kind', 'Person',
            'name', pg_temp.pick(string_to_array('甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥赵钱孙李周吴郑王冯陈', null), i)
                || chr(19968 + (i * 7919 % 3000)::int) || case when i % 4 = 0 then '' else chr(19968 + (i * 104729 % 3000)::int) end,
            'phone', '+861' || (3000000000 + i * 62989 % 6999999999)::text, 'email',
                'user' || i || '.' || substr(md5(i::text), 1, 6) || '@example.org', 'city', '上海市',
            'regionCode', pg_temp.pick(array['3101','3201','3301','4401','1101','5101'], i + 1), 'address', '测试路1号', 'language', 'zh-Hans',
                'yearlySpend', 0, 'class', 'Ordinary'),
            s.mt_version, s.mt_dotnet_type, now() - i * interval '1 minute'
        from generate_series(1::bigint, @customers) i, (select mt_version, mt_dotnet_type from mt_doc_customer limit 1) s;

        insert into mt_doc_unit (id, data, mt_version, mt_dotnet_type, mt_last_modified)
        select (860000000000000 + i * 8675309)::text, jsonb_build_object(
            'id', (860000000000000 + i * 8675309)::text, 'model', pg_temp.pick(array['CS-A1','CS-B2','CS-M3','CS-L5','CS-L7','CS-T1'], i),
                'customerNumber', 'CB' || lpad(i::text, 6, '0'),
            'invoiceNumber', 'INVB' || i, 'revision', 1), s.mt_version, s.mt_dotnet_type, now() - i * interval '1 minute'
        from generate_series(1::bigint, @units) i, (select mt_version, mt_dotnet_type from mt_doc_unit limit 1) s;

        insert into mt_doc_ticketview (id, data, mt_version, mt_dotnet_type, mt_last_modified, opened_at, changed_at)
        select t.id, (s.data - 'unitImei') || jsonb_build_object(
            'id', t.id, 'customerNumber', 'CB' || lpad((1 + i * 31 % @customers)::text, 6, '0'), 'owner',
                'AB' || lpad((i % 300)::text, 3, '0'), 'openedAt', t.at, 'changedAt', t.at,
            'faultCode', 'F' || lpad((1 + i % 40)::text, 2, '0'), 'model',
                pg_temp.pick(array['CS-A1','CS-B2','CS-M3','CS-L5','CS-L7','CS-T1'], i),
            'regionCode', pg_temp.pick(array['3101','3201','3301','4401','1101','5101'], i + 1), 'siteCode',
                case when i % 3 = 0 then 'S31' || lpad((i % 600)::text, 4, '0') end,
            'status', case when i % 20 = 0 then 'InProgress' else 'Closed' end,
            'text', case when i % 5 = 0
                then pg_temp.pick(array['screen','battery','charger','camera','speaker','button','network','keyboard'],
                    i) || ' ' || pg_temp.pick(array['is broken','does not work','is too hot','flickers','came loose','makes noise'],
                    i * 3) || ' ' || pg_temp.pick(array['after a drop','since the update','in the rain','again','while charging'], i * 7)
                else pg_temp.pick(array['上次修过一次，','昨天开始，','客户来电说','更新系统以后','掉到地上以后','充电的时候','下雨天在室外','刚买一个月，'], i)
                    || pg_temp.pick(array['屏幕','电池','充电器','摄像头','扬声器','听筒','按键','指纹','蓝牙耳机','天线','主板','后盖'], i * 3)
                    || pg_temp.pick(array['无显示','不能开机','发热严重','有杂音','失灵','鼓包','进水了','接触不良','自动关机','信号差'], i * 7) || '，请尽快处理。' end
                || case when i % 10 = 0 then ' 单号' || upper(substr(md5(i::text), 1, 10)) else '' end),
            s.mt_version, s.mt_dotnet_type, t.at, t.at, t.at
        from generate_series(1::bigint, @tickets) i, (select data, mt_version, mt_dotnet_type from mt_doc_ticketview limit 1) s,
            lateral (select 'T7' || lpad(i::text, 7, '0') as id, now() - (@tickets - i) * interval '1 minute' as at) t;

        vacuum analyze mt_doc_customer;
        vacuum analyze mt_doc_unit;
        vacuum analyze mt_doc_ticketview;
        """;

    public static async Task Into(NpgsqlDataSource source)
    {
        await using var connection = await source.OpenConnectionAsync();
        foreach (var statement in Statements.Split(";\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            await using var command = new NpgsqlCommand(statement, connection) { CommandTimeout = 1200 };
            command.Parameters.AddWithValue("customers", (long)Customers);
            command.Parameters.AddWithValue("units", (long)Units);
            command.Parameters.AddWithValue("tickets", (long)Tickets);
            await command.ExecuteNonQueryAsync();
        }
    }
}
